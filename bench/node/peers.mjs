// One page a line in, {tool, html, url}; its Markdown a line out, {markdown} or {error}.
import { createInterface } from "node:readline";
import { Readability } from "@mozilla/readability";
import { Defuddle } from "defuddle/node";
import { JSDOM, VirtualConsole } from "jsdom";
import { parseHTML } from "linkedom";
import TurndownService from "turndown";
import { gfm } from "turndown-plugin-gfm";

const turndown = new TurndownService({ headingStyle: "atx", codeBlockStyle: "fenced" });
turndown.use(gfm);

const tools = {
  async defuddle(html, url) {
    const found = await Defuddle(parseHTML(html).document, url, { markdown: true, useAsync: false });
    return found.contentMarkdown || found.content || "";
  },
  async readability(html, url) {
    const page = new JSDOM(html, { url, virtualConsole: new VirtualConsole() });
    const found = new Readability(page.window.document).parse();
    page.window.close();
    return found ? turndown.turndown(found.content) : "";
  },
};

console.log = console.warn = console.error = () => {};
for await (const line of createInterface({ input: process.stdin })) {
  const { tool, html, url } = JSON.parse(line);
  let answer;
  try {
    answer = { markdown: await tools[tool](html, url || "https://page.example/") };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
