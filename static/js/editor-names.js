// Each editor is called what its label says, for those who hear the page.
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const label = textarea.labels[0]?.textContent.replace(":", "").trim()
  editor.view.dom.setAttribute("aria-label", label || "Text")
})
