// Two conveniences that nothing depends on: it says how long the comment took to write, which tells a person from a
// program, and fills in name and address again where their owner has asked for that, on this device alone.

const form = document.getElementById("comment-form");
const KEPT = ["name", "email", "website"];
const KEY = "commenter";

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) || {};
  } catch {
    return {};
  }
}

function remember(wanted) {
  try {
    if (wanted) localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(KEPT.map((name) => [name, form[name].value]))));
    else localStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing loses nothing.
  }
}

function offerToRemember() {
  const kept = remembered();
  for (const name of KEPT) if (kept[name] && !form[name].value) form[name].value = kept[name];
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = KEPT.some((name) => kept[name]);
  label.className = "tick";
  label.append(box, " Remember me on this device");
  form.querySelector("button").before(label);
  return box;
}

if (form?.elements.email && form.querySelector("button")) {
  const box = offerToRemember();
  const begun = form.body.value ? null : performance.now(); // what was typed before took its time already
  form.addEventListener("submit", () => {
    remember(box.checked);
    if (begun !== null) form.took.value = Math.round(performance.now() - begun);
  });
}
