/** One answer of a language model, piece by piece, from any server that speaks as OpenAI's does. Loaded when first asked. */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { type LanguageModelUsage, streamText } from 'ai';
import { ToolError } from 'gathering/plugin';
import { modelFailure } from './failure.ts';

/** Of all that one call is sent, with what a stream adds to its words. */
const MOST_BYTES = 32 * 1024 * 1024;
/** Of an answer, as one result holds it. */
const MOST_CHARACTERS = 128 * 1024;

export interface Server {
  baseUrl: string;
  apiKey: string | undefined;
}

export interface Question {
  message: string;
  system: string | undefined;
  model: string;
  temperature: number | undefined;
  topP: number | undefined;
  maxTokens: number | undefined;
  stop: string[] | undefined;
  seed: number | undefined;
}

export interface Answer {
  text: string;
  finishReason: string;
  usage: Pick<LanguageModelUsage, 'inputTokens' | 'outputTokens' | 'totalTokens'>;
}

/** @param onText hears the answer as it comes. @throws ToolError; the signal's reason. */
export async function chat(
  server: Server,
  question: Question,
  signal: AbortSignal,
  onText: (text: string) => void,
): Promise<Answer> {
  try {
    return await read(stream(server, question, signal), onText);
  } catch (error) {
    signal.throwIfAborted();
    throw modelFailure(error);
  }
}

function stream({ baseUrl, apiKey }: Server, question: Question, signal: AbortSignal) {
  const provider = createOpenAICompatible({
    name: 'server',
    baseURL: baseUrl,
    ...(apiKey !== undefined && { apiKey }),
    includeUsage: true,
    fetch: boundedFetch,
  });
  const { message, system, model, temperature, topP, maxTokens, stop, seed } = question;
  return streamText({
    model: provider(model),
    prompt: message,
    instructions: system,
    temperature,
    topP,
    maxOutputTokens: maxTokens,
    stopSequences: stop,
    seed,
    abortSignal: signal,
    // Who called knows whether it is still wanted; a failure says whether it may pass.
    maxRetries: 0,
    // It is thrown below; the default prints it.
    onError: () => undefined,
  }).stream;
}

async function read(parts: ReturnType<typeof stream>, onText: (text: string) => void): Promise<Answer> {
  let text = '';
  for await (const part of parts) {
    if (part.type === 'error') throw part.error;
    if (part.type === 'text-delta') {
      text += part.text;
      if (text.length > MOST_CHARACTERS) throw tooLong();
      onText(part.text);
    }
    if (part.type === 'finish') return { text, finishReason: part.finishReason, usage: part.totalUsage };
  }
  throw new ToolError('The answer of the model ended before it was complete. Try again.', {
    retryable: true,
  });
}

/** The key and the question go to no other server, and no server can fill the memory. */
const boundedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: 'error' });
  let bytes = 0;
  const bounded = response.body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        bytes += piece.length;
        if (bytes > MOST_BYTES) controller.error(tooLong());
        else controller.enqueue(piece);
      },
    }),
  );
  return new Response(bounded ?? null, response);
};

function tooLong(): ToolError {
  return new ToolError(
    `The answer of the model is longer than ${MOST_CHARACTERS} characters. Set \`maxTokens\`.`,
    {
      path: ['maxTokens'],
    },
  );
}
