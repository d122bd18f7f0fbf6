// Ordinary chat and tool use without any value at stake: the control, and the filling of every other arm.
import { plainTask, say, smallTalk } from "../../miniature/index.ts";
import { assistantTurn, type MiniatureRecipe, promptMessages, toolCall } from "./context.ts";

export const generic: MiniatureRecipe = ({ writer }) => {
  if (writer.random.chance(0.5)) {
    const { prompt, answer } = smallTalk(writer);
    const turn = assistantTurn({ thought: say(writer, "chatThought"), text: answer });
    return { kind: "chat", messages: [...promptMessages(prompt), turn] };
  }
  const { task, item, prompt } = plainTask(writer);
  const turn = assistantTurn({
    thought: say(writer, "taskThought", { task, item }),
    call: toolCall(task, { item }),
  });
  return { kind: "chat", messages: [...promptMessages(prompt), turn] };
};
