import fc from "fast-check";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { html, trusted } from "./html.ts";

const hostile = `<script>alert("1" + '2')</script> & co`;

test("whatever goes into a template is text", () => {
  expect(html`<p>${hostile}</p>`.text).toBe(
    "<p>&lt;script&gt;alert(&quot;1&quot; + &#39;2&#39;)&lt;/script&gt; &amp; co</p>",
  );
});

test("templates nest, lists follow one another, what is absent leaves nothing", () => {
  const items = ["a", "<b>"].map((item) => html`<li>${item}</li>`);
  expect(html`<ul>${items}</ul>${null}${undefined}${false}${0}`.text).toBe(
    "<ul><li>a</li><li>&lt;b&gt;</li></ul>0",
  );
  expect(html`${trusted("<hr>")}`.text).toBe("<hr>");
});

test("an object that only looks like HTML is not taken for it", () => {
  const forged = JSON.parse('{"text": "<script>"}');
  expect(() => html`${forged}`).toThrow();
});

test("any text comes back out of an attribute and an element as it went in", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
      const { document } = parseHTML(html`<body><p title="${text}">x${text}</p></body>`.text);
      const paragraph = document.querySelector("p")!;
      expect(paragraph.getAttribute("title")).toBe(text);
      expect(paragraph.textContent).toBe(`x${text}`);
      expect(document.querySelectorAll("*").length).toBe(2);
    }),
  );
});
