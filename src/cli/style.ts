import { styleText } from "node:util";

export type Colour = "red" | "green" | "yellow" | "dim" | "bold";
export type Style = Record<Colour, (text: string) => string>;

/** Colours on a terminal only, and never where NO_COLOR is set (https://no-color.org). */
export function styleFor(stream: { isTTY?: boolean }): Style {
  const coloured = stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb";
  const paint = (colour: Colour) => (text: string) =>
    // Whether to colour is decided above; Node 22 would ask its own stdout instead.
    coloured ? styleText(colour, text, { validateStream: false }) : text;
  return {
    red: paint("red"),
    green: paint("green"),
    yellow: paint("yellow"),
    dim: paint("dim"),
    bold: paint("bold"),
  };
}
