import { expect, test } from "vitest";
import { visible, withoutControls } from "./visible.ts";

test("control characters are shown, not obeyed; line feeds, tabs and every script stay", () => {
  expect(visible("a\u001b[31mred\r\u0007\u009b\u202e\u007f")).toBe(
    "a\\u001b[31mred\\u000d\\u0007\\u009b\\u202e\\u007f",
  );
  expect(visible("ä\n\t日本語 🙂 עברית")).toBe("ä\n\t日本語 🙂 עברית");
  expect(withoutControls("a\u001b[31m")).toBe("a\ufffd[31m");
});
