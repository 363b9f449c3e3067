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

// The name is the package's own: should this file not load, its Figure still keeps the pictures.
export const Figure = PlainFigure.extend({
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

  // Behind the last picture or line there must be a place to go on writing.
  addProseMirrorPlugins() {
    const appendTransaction = (transactions, _, { doc, schema, tr }) => {
      if (!transactions.some(({ docChanged }) => docChanged)) return null
      if (!["figure", "more", "horizontalRule"].includes(doc.lastChild?.type.name)) return null
      return tr.insert(doc.content.size, schema.nodes.paragraph.create())
    }
    return [new Plugin({ appendTransaction })]
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
