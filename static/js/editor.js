// What the editor of the admin needs beyond django-prose-editor:
// pictures that float as in a newspaper, and the “read more” line.

import { Caption as PlainCaption, Figure as PlainFigure, Node, Plugin } from "django-prose-editor/editor"

const PLACES = [
  ["alignleft", "format_align_left", "picture on the left, text beside it"],
  [null, "format_align_justify", "picture over the whole width"],
  ["aligncenter", "format_align_center", "picture in the middle"],
  ["alignright", "format_align_right", "picture on the right, text beside it"],
]
const CLASSES = PLACES.map(([name]) => name).filter(Boolean)

// Where the figure around the cursor begins and ends, or undefined outside of any.
const figureAround = ({ $from }) => {
  for (let depth = $from.depth; depth > 0; depth--) {
    if ($from.node(depth).type.name === "figure") return { from: $from.before(depth), to: $from.after(depth) }
  }
}

const pictureIsSelected = ({ selection }) => selection.node?.type.name === "image" && figureAround(selection)

// The cursor into a paragraph behind the figure, which is made where there is none.
const goBehind = (editor) => {
  const figure = figureAround(editor.state.selection)
  if (!figure) return false
  const next = editor.state.doc.nodeAt(figure.to)
  const isFree = next?.type.name === "paragraph" && !next.childCount
  if (isFree) return editor.commands.setTextSelection(figure.to + 1)
  return editor.commands.insertContentAt(figure.to, { type: "paragraph" })
}

const removeFigure = (editor) => {
  const figure = pictureIsSelected(editor.state)
  return figure ? editor.commands.deleteRange(figure) : false
}

// Behind the last picture or line there must be a place to go on writing.
const appendTransaction = (transactions, _, { doc, schema, tr }) => {
  if (!transactions.some(({ docChanged }) => docChanged)) return null
  if (!["figure", "more", "horizontalRule"].includes(doc.lastChild?.type.name)) return null
  return tr.insert(doc.content.size, schema.nodes.paragraph.create())
}

// The name is the package's own: should this file not load, its Figure still keeps the pictures.
export const Figure = PlainFigure.extend({
  priority: 200, // its keys come before those of plain text

  addAttributes() {
    return {
      class: {
        default: null,
        parseHTML: (element) => CLASSES.find((name) => element.classList.contains(name)) || null,
      },
    }
  },

  // The package's view of a figure never shows a change of its class.
  addNodeView() {
    return null
  },

  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => goBehind(editor),
      Backspace: ({ editor }) => removeFigure(editor),
      Delete: ({ editor }) => removeFigure(editor),
    }
  },

  // What is typed or pasted while a picture is selected would take its place, and leave an empty frame.
  addProseMirrorPlugins() {
    const { editor } = this
    const props = {
      handleTextInput: (view, from, to, text) =>
        Boolean(pictureIsSelected(view.state)) && goBehind(editor) && editor.commands.insertContent({ type: "text", text }),
      handlePaste: (view) => {
        if (pictureIsSelected(view.state)) goBehind(editor)
        return false
      },
    }
    return [new Plugin({ appendTransaction, props })]
  },

  addMenuItems({ buttons, menu }) {
    for (const [name, icon, title] of PLACES) {
      menu.defineItem({
        name: `placement:${name}`,
        groups: "placement",
        button: buttons.material(icon, title),
        hidden: (editor) => !editor.isActive("figure"),
        active: (editor) => editor.isActive("figure", { class: name }),
        command: (editor) => editor.chain().focus().updateAttributes("figure", { class: name }).run(),
      })
    }
  },
})

export const Caption = PlainCaption.extend({
  addAttributes() {
    return {}
  },
})

const hasMore = (editor) => {
  let found = false
  editor.state.doc.descendants((node) => {
    found ||= node.type.name === "more"
  })
  return found
}

export const More = Node.create({
  name: "more",
  group: "block",
  atom: true,

  parseHTML() {
    return [{ tag: "hr.more", priority: 60 }] // before the plain line
  },

  renderHTML() {
    return ["hr", { class: "more" }]
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "more",
      groups: "nodes",
      priority: 10,
      button: buttons.text("More…", "what stands above is the teaser"),
      enabled: (editor) => !hasMore(editor),
      // With a paragraph behind it, in which the next letter goes: it would replace a line that is selected.
      command: (editor) => editor.chain().focus().insertContent([{ type: "more" }, { type: "paragraph" }]).run(),
    })
  },
})
