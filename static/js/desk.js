// The moderator's desk: keys, and decisions without the way back and forth. Nothing here is needed: each button
// is one of a plain form, and sends there what it sends here.

const desk = document.querySelector("#result_list.cards")
const cards = () => [...document.querySelectorAll(".card[tabindex]")].filter((card) => !card.hidden)
const current = () => document.activeElement.closest?.(".card[tabindex]") ?? cards()[0]
const said = document.getElementById("desk-said")
const undos = [] // what was decided here and can be taken back, the last at the end

const say = (words) => {
  said.textContent = ""
  setTimeout(() => (said.textContent = words), 50) // said anew, also when it is the same
}

const goTo = (card) => {
  if (!card) return
  card.focus({ preventScroll: true })
  card.scrollIntoView({ block: "nearest" })
}

const step = (distance) => {
  const all = cards()
  const place = all.indexOf(document.activeElement.closest(".card"))
  goTo(place < 0 ? all[0] : all[Math.min(Math.max(place + distance, 0), all.length - 1)])
}

const make = (tag, fields, ...children) => {
  const element = Object.assign(document.createElement(tag), fields)
  element.append(...children)
  return element
}

// Asking the house

const TROUBLE = {
  0: "The house cannot be reached. Nothing was decided; try again in a moment.",
  302: "You are no longer logged in. Nothing was decided: log in in another tab, then load this page anew.",
  403: "The house did not take it: you may have logged in anew since. Nothing was decided; load this page anew.",
  404: "It is no longer there.",
}

const send = async (url, fields) => {
  let response
  try {
    const headers = { Accept: "application/json" }
    response = await fetch(url, { method: "POST", headers, body: new URLSearchParams(fields), redirect: "manual" })
    if (response.ok) return await response.json()
  } catch {
    throw new Error(TROUBLE[0])
  }
  const status = response.type === "opaqueredirect" ? 302 : response.status
  throw new Error(TROUBLE[status] ?? `Something went wrong in the house (${status}). It may not be decided: look again.`)
}

const token = () => document.querySelector("#desk-undo [name=csrfmiddlewaretoken]").value

const complain = (place, words) => {
  place.querySelector(".trouble")?.remove()
  place.append(make("p", { className: "trouble", role: "alert" }, words))
}

const count = (counts) => {
  for (const link of document.querySelectorAll("[data-state]")) {
    link.textContent = link.textContent.replace(/\(\d+\)$/, `(${counts[link.dataset.state]})`)
  }
}

// One decision

const fieldsOf = (card) =>
  [...card.querySelectorAll("input")]
    .filter((input) => input.type !== "checkbox" || input.checked)
    .map((input) => [input.name, input.value])

const decide = async (card, button) => {
  if (card.ariaBusy === "true") return
  card.ariaBusy = "true"
  card.querySelector(".trouble")?.remove()
  try {
    const answer = await send(button.formAction, [["csrfmiddlewaretoken", token()], ...fieldsOf(card)])
    count(answer.counts)
    fold(card, answer)
    say(answer.message)
  } catch (error) {
    complain(card, error.message)
  }
  card.ariaBusy = "false"
}

const tick = (card, able) => {
  const box = card.closest("tr").querySelector(".action-select")
  if (box.checked) box.click()
  box.disabled = !able
}

const fold = (card, { message, undo }) => {
  const all = cards()
  const next = all[all.indexOf(card) + 1] ?? all[all.indexOf(card) - 1]
  const said = make("span", { id: `folded-${card.id || undos.length}` }, message)
  const folded = make("p", { className: "folded", tabIndex: -1 }, said)
  if (undo) {
    const decision = { url: undo, card, folded }
    const button = make("button", { type: "button", className: "undo" }, "Undo")
    button.setAttribute("aria-describedby", said.id)
    button.addEventListener("click", () => takeBack(decision))
    folded.append(" ", button)
    undos.push(decision)
  }
  tick(card, false)
  card.hidden = true
  card.after(folded)
  offerMore()
  goTo(next ?? folded)
}

const takeBack = async (decision) => {
  const { url, card, folded } = decision
  try {
    const answer = await send(url + location.search, [["csrfmiddlewaretoken", token()]])
    undos.splice(undos.indexOf(decision), 1)
    say(answer.message)
    count(answer.counts)
    if (!answer.comments.length) return folded.replaceChildren(answer.message)
    folded.remove()
    card.hidden = false
    tick(card, true)
    goTo(card)
  } catch (error) {
    complain(folded, error.message)
  }
}

// The page of cards stays as it is until the author wants the next one.
const offerMore = () => {
  if (document.querySelector(".desk-more")) return
  desk.after(make("p", { className: "desk-more" }, make("a", { href: location.href }, "Load the list anew")))
}

desk?.closest("form").addEventListener("submit", (event) => {
  const button = event.submitter
  const card = button?.matches("button.verb") && button.closest(".card")
  if (!card) return
  event.preventDefault()
  decide(card, button)
})

// Django takes every box in its list for an unsaved change and would ask about it; these belong to the buttons.
for (const box of document.querySelectorAll(".card .trust")) {
  box.addEventListener("change", (event) => event.stopPropagation())
}

// Keys

const press = (what, words) => () => {
  const card = current()
  if (!card) return
  const button = card.querySelector(`.verb-${what}`)
  if (!button) return say(`The comment by ${card.dataset.name} cannot be ${words} as it stands.`)
  button.click()
}

const tickCurrent = () => {
  const card = current()
  const box = card?.closest("tr")?.querySelector(".action-select")
  if (!box) return
  box.click()
  say(`${box.checked ? "Ticked" : "No longer ticked"}: the comment by ${card.dataset.name}.`)
}

const undoLast = () => {
  if (undos.length) return takeBack(undos.at(-1))
  const button = document.querySelector(".messagelist .undo")
  if (button) return button.click()
  say("There is nothing to undo.")
}

const keys = document.getElementById("desk-keys")
const help = () => (keys.open ? keys.close() : keys.showModal())

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  x: tickCurrent,
  a: press("approve", "approved"),
  r: press("reject", "rejected"),
  s: press("spam", "marked as spam"),
  o: press("offence", "an offence"),
  e: press("edit", "edited"),
  u: undoLast,
  "?": help,
}

const isTyping = ({ target }) =>
  target.closest?.("input:not([type=checkbox]):not([type=submit]), textarea, select, [contenteditable]")

document.addEventListener("keydown", (event) => {
  const act = KEYS[event.key]
  if (!act || event.ctrlKey || event.altKey || event.metaKey || isTyping(event)) return
  if ((keys.open && act !== help) || (event.repeat && !"jk".includes(event.key))) return
  event.preventDefault()
  act()
})

const opener = document.getElementById("desk-keys-open")
opener.hidden = false
opener.addEventListener("click", help)
