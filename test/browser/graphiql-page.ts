/** What a person sees of GraphiQL and does with it. */
import type { Browser } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

export interface GraphiQL {
  /** Chooses one of the tabs by its name. */
  openTab(name: string): Promise<void>;
  /** Presses the play button, and chooses an operation where there are several. */
  run(operation?: string): Promise<void>;
  /** Types into the editor for headers. */
  setHeaders(headers: object): Promise<void>;
  /** Waits until the result shows that. */
  shows(text: string): Promise<void>;
  /** Every URL that was asked for, of sockets, too. */
  readonly requests: readonly string[];
  /** Errors in the console. */
  readonly complaints: readonly string[];
}

export async function openGraphiQL(browser: Browser, origin: string): Promise<GraphiQL> {
  // Tall: only lines that are seen exist.
  const context = await browser.newContext({ viewport: { width: 1400, height: 1800 } });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('websocket', (socket) => requests.push(socket.url()));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${origin}/graphql`);
  const play = page.locator('.graphiql-execute-button');
  await play.waitFor();

  async function run(operation?: string): Promise<void> {
    await play.click();
    if (operation !== undefined) await page.getByRole('menuitem', { name: operation }).click();
  }
  async function result(): Promise<string> {
    const text = await page.locator('.result-window').innerText();
    // For a moment after a change of tabs it would run what the last tab named; a person is slower than that.
    if (text.includes('Cannot infer operation')) await run();
    return text.replaceAll('\u00a0', ' ');
  }
  return {
    requests,
    complaints,
    run,
    openTab: (name) => page.getByRole('tab', { name }).click(),
    async setHeaders(headers) {
      await page.getByRole('button', { name: 'Headers', exact: true }).click();
      await page.locator('.graphiql-editor-tool .monaco-editor').last().click();
      await page.keyboard.insertText(JSON.stringify(headers));
    },
    shows: (text) => expect.poll(result, { timeout: 15_000 }).toContain(text),
  };
}
