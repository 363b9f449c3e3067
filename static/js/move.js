// The page of a move that waits or runs: asks how far it is, and is loaded anew when the move begins and when it is over.
// Nothing here is needed: the page can be loaded by hand, and without JavaScript loads itself.

const move = document.getElementById("move")
const words = document.getElementById("move-words")
const bar = move.querySelector("progress")

const show = (status) => {
  if (status.state !== move.dataset.state) return location.reload()
  if (words.textContent !== status.words) words.textContent = status.words
  if (status.total) Object.assign(bar, { max: status.total, value: status.done })
  else bar.removeAttribute("value")
  setTimeout(ask, 2000)
}

const ask = async () => {
  try {
    const response = await fetch(move.dataset.status, { redirect: "error" })
    show(await response.json())
  } catch {
    words.textContent = "The house cannot be asked at the moment, or you are no longer logged in. The move goes on."
    setTimeout(ask, 10000)
  }
}

setTimeout(ask, 2000)
