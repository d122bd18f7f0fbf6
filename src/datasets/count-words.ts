/** Words as a person counts them: runs without white space, and each character of scripts that write without spaces. */
export function countWords(text: string): number {
  return text.match(unspaced.test(text) ? eitherWord : spacedWord)?.length ?? 0;
}

const spacedWord = /\S+/g;
const unspaced = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}]/u;
const eitherWord =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}]|[^\s\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}]+/gu;
