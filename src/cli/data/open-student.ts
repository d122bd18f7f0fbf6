import { type ChatTemplate, openTemplate, openTokenizer, type Tokenizer } from "../../datasets/index.ts";

export interface StudentOptions {
  tokenizer?: string;
  template?: string;
}

/** The tokenizer and chat template that are named, or the approximate tokenizer and no template. */
export async function openStudent(
  options: StudentOptions,
): Promise<{ tokenizer: Tokenizer; template: ChatTemplate | undefined }> {
  const tokenizer = await openTokenizer(options.tokenizer);
  const template = options.template === undefined ? tokenizer.template : await openTemplate(options.template);
  return { tokenizer, template };
}
