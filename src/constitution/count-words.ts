// Chinese, Japanese and Thai put no blanks between words: there each character counts as one, so that limits in
// words hold there too. Not `Intl.Segmenter`: its answers change with the ICU version.
const unspaced = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]`;

/** Each word with the marks that touch it. */
export const singleWords = new RegExp(String.raw`${unspaced}|(?:(?!${unspaced})\S)+`, "gu");

/** Words as a person would count them; marks that stand alone are none. */
export const countWords = (text: string): number =>
  text.match(singleWords)?.filter((word) => /[\p{L}\p{N}]/u.test(word)).length ?? 0;
