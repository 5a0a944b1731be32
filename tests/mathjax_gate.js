// One line in: a JSON list of LaTeX strings. One line out: a JSON list of what is wrong with each as MathJax 3 renders it,
// null where nothing is. The first line out says which MathJax answers. What a notebook or a page does not load (macros in
// \text, mathtools) is not loaded here either. `require` looks in NODE_PATH and in node_modules up from this file.
const { mathjax } = require("mathjax-full/js/mathjax.js");
const { TeX } = require("mathjax-full/js/input/tex.js");
const { liteAdaptor } = require("mathjax-full/js/adaptors/liteAdaptor.js");
const { RegisterHTMLHandler } = require("mathjax-full/js/handlers/html.js");
const { SerializedMmlVisitor } = require("mathjax-full/js/core/MmlTree/SerializedMmlVisitor.js");
const { STATE } = require("mathjax-full/js/core/MathItem.js");
require("mathjax-full/js/input/tex/base/BaseConfiguration.js");
require("mathjax-full/js/input/tex/ams/AmsConfiguration.js");
const readline = require("readline");

RegisterHTMLHandler(liteAdaptor());
const page = mathjax.document("", { InputJax: new TeX({ packages: ["base", "ams"] }) });
const visitor = new SerializedMmlVisitor();

function complaint(latex) {
  if (latex.trim() === "") return "nothing to render";
  try {
    const tree = visitor.visitTree(page.convert(latex, { display: true, end: STATE.CONVERT }));
    const error = tree.match(/<merror[^>]*>/);
    if (error) return error[0];
    const leaves = [...tree.matchAll(/<m(?:text|i|o|n)[^>]*>([^<]*)</g)].map((leaf) => leaf[1]);
    const raw = leaves.find((leaf) => /\\|\$/.test(leaf));
    return raw === undefined ? null : `raw TeX: ${raw.trim()}`;
  } catch (error) {
    return error.message;
  }
}

const write = (answer) => process.stdout.write(JSON.stringify(answer) + "\n");
write(mathjax.version);
readline.createInterface({ input: process.stdin }).on("line", (line) => write(JSON.parse(line).map(complaint)));
