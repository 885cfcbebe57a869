/** What a person sees of GraphiQL and does with it. */
import type { Browser, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

export interface GraphiQL {
  /** Chooses one of the tabs by its name. */
  openTab(name: string): Promise<void>;
  /** Presses the play button, and chooses an operation where there are several. */
  run(operation?: string): Promise<void>;
  /** Types into the editor for headers. */
  setHeaders(headers: object): Promise<void>;
  /** Waits until the result shows that. */
  shows(text: string | RegExp): Promise<void>;
  /** Every URL that was asked for, and every message of the console that is an error. */
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

export async function openGraphiQL(browser: Browser, origin: string): Promise<GraphiQL> {
  // Tall: only lines that are seen exist.
  const context = await browser.newContext({ viewport: { width: 1400, height: 1800 } });
  onTestFinished(() => context.close());
  const requests: string[] = [];
  const complaints: string[] = [];
  const page: Page = await context.newPage();
  page.on('request', (request) => requests.push(request.url()));
  page.on('websocket', (socket) => requests.push(socket.url()));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${origin}/graphql`);
  const play = page.locator('.graphiql-execute-button');
  await play.waitFor();
  const result = page.locator('.result-window');
  return {
    requests,
    complaints,
    openTab: (name) => page.getByRole('tab', { name }).click(),
    async run(operation) {
      await play.click();
      if (operation !== undefined) await page.getByRole('menuitem', { name: operation }).click();
    },
    async setHeaders(headers) {
      await page.getByRole('button', { name: 'Headers', exact: true }).click();
      await page.locator('.graphiql-editor-tool .monaco-editor').last().click();
      await page.keyboard.insertText(JSON.stringify(headers));
    },
    async shows(text) {
      const content = async () => (await result.innerText()).replaceAll('\u00a0', ' ');
      const matcher = expect.poll(content, { timeout: 15_000 });
      await (typeof text === 'string' ? matcher.toContain(text) : matcher.toMatch(text));
    },
  };
}
