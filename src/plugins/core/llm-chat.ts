import { defineTool, type ToolContext, ToolError, toolResult, z } from 'gathering/plugin';
import type { Config } from './config.ts';

const tokens = z.int().nullable();

export const llmChat = defineTool({
  name: 'llm_chat',
  title: 'Ask a language model',
  description:
    'Asks a language model, local (Ollama, vLLM, llama.cpp) or hosted, which whoever runs the server has chosen, and streams its ' +
    'answer. It knows nothing of earlier questions: say all it needs in `message` and `system`.',
  category: 'LLM',
  tags: ['llm', 'chat', 'text generation'],
  requiredCompetencies: ['language_models'],
  annotations: { readOnly: true, destructive: false, idempotent: false, openWorld: true },
  parameters: z.strictObject({
    message: z.string().min(1).max(500_000).describe('What it is asked.'),
    system: z.string().max(100_000).optional().describe('What it is to be, and how it is to answer.'),
    model: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .describe('Name of the model, as its server has it. Default: the configured one.'),
    temperature: z
      .number()
      .min(0)
      .max(2)
      .optional()
      .describe('0 for the most likely words, up to 2. Default: of the server.'),
    topP: z
      .number()
      .gt(0)
      .max(1)
      .optional()
      .describe('Only the likeliest words that have this probability together.'),
    maxTokens: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('Most tokens of the answer. Default: of the server.'),
    stop: z
      .array(z.string().min(1).max(1_000))
      .max(4)
      .optional()
      .describe('Texts before which the answer ends.'),
    seed: z
      .int()
      .optional()
      .describe('The same one gives the same answer again, where the server can do that.'),
  }),
  returns: z.strictObject({
    text: z.string().describe('The answer.'),
    model: z.string().describe('The model that was asked.'),
    finishReason: z
      .string()
      .describe(
        'Why it ended: `stop`; `length` where `maxTokens` or what the model can hold was reached; `content-filter`; `other`.',
      ),
    usage: z
      .strictObject({
        inputTokens: tokens.describe('Of the question.'),
        outputTokens: tokens.describe('Of the answer.'),
        totalTokens: tokens.describe('Of both.'),
      })
      .describe('As the server counts them; null where it does not say.'),
  }),
  examples: [
    {
      description: 'Ask a question',
      arguments: { message: 'What is the capital of France? One word.', temperature: 0 },
    },
    {
      description: 'Say how to answer',
      arguments: {
        system: 'You translate to German. Answer with the translation only.',
        message: 'Good morning',
        maxTokens: 50,
      },
    },
  ],
  limits: { timeoutMs: 120_000 },
  needs: { config: ['llmBaseUrl', 'llmModel'] },
  effects: ({ message, model }) => [
    `Sends this to ${model ? `the language model "${model}"` : 'the configured language model'}, which may cost money: "${message.slice(0, 500)}"`,
  ],
  async run({ model: named, ...question }, { config, signal, output }: ToolContext<Config>) {
    const { llmBaseUrl: baseUrl, llmModel, llmApiKey: apiKey } = config;
    const model = named ?? llmModel;
    if (baseUrl === undefined || model === undefined)
      throw new ToolError('No language model is configured: `llmBaseUrl` and `llmModel` are missing.');
    // Late: the server starts sooner without it.
    const { chat } = await import('./llm/chat.ts');
    const asked = { ...NOTHING_SAID, ...question, model };
    const { text, finishReason, usage } = await chat({ baseUrl, apiKey }, asked, signal, (piece) =>
      output(piece, 'MODEL'),
    );
    const { inputTokens = null, outputTokens = null, totalTokens = null } = usage;
    return toolResult({ text, model, finishReason, usage: { inputTokens, outputTokens, totalTokens } }, text);
  },
});

const NOTHING_SAID = {
  system: undefined,
  temperature: undefined,
  topP: undefined,
  maxTokens: undefined,
  stop: undefined,
  seed: undefined,
};
