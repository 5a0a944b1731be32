// One line in: a JSON list of LaTeX strings. One line out: a JSON list of KaTeX's complaints, null where it has none.
// The first line out says which KaTeX answers. `require` looks in NODE_PATH and in node_modules up from this file.
const katex = require("katex");
const readline = require("readline");

function complaint(latex) {
  if (latex.trim() === "") return "nothing to render";
  const warnings = []; // a character without metrics is only a warning to KaTeX
  console.warn = (...words) => warnings.push(words.join(" "));
  try {
    katex.renderToString(latex, { displayMode: true, throwOnError: true, strict: "error" });
  } catch (error) {
    return error.message;
  }
  return warnings.length ? warnings.join("; ") : null;
}

const write = (answer) => process.stdout.write(JSON.stringify(answer) + "\n");
write(katex.version);
readline.createInterface({ input: process.stdin }).on("line", (line) => write(JSON.parse(line).map(complaint)));
