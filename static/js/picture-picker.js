// Hands the chosen picture to the editor that has opened this window (it speaks CKEditor 4's protocol).

const shelf = document.querySelector(".picker")

const choose = ({ url, picture, alt, caption }) => {
  const editor = window.opener?.CKEDITOR
  if (!editor) return
  editor.tools.callFunction(shelf.dataset.opener, url, { id: picture, alternative_text: alt, caption })
  window.close()
}

shelf.addEventListener("click", (event) => {
  const button = event.target.closest("[data-picture]")
  if (button) choose(button.dataset)
})

const uploaded = shelf.querySelector("[data-chosen]")
if (uploaded) choose(uploaded.dataset)
