// The form of a post or page: asks before typed text is left behind, and shows the HTML where that is wanted.

document.addEventListener("DOMContentLoaded", () => {
  const format = document.getElementById("id_body_format")
  const form = format?.form
  if (!form) return

  let changed = false
  form.addEventListener("input", () => (changed = true))
  form.addEventListener("change", () => (changed = true))
  form.addEventListener("submit", () => (changed = false))
  window.addEventListener("beforeunload", (event) => changed && event.preventDefault())

  // From the editor to plain HTML is always possible, and at once. Back is the server's to judge, on saving.
  document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
    format.addEventListener("change", () => {
      if (format.value !== "html" || editor.isDestroyed) return
      editor.destroy()
      textarea.value = textarea.value.replace(/<hr class="more">/g, "<!--more-->")
      textarea.classList.add("source")
    })
  })
})
