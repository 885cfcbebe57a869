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
  /** Types into the editor for variables, instead of what is there. */
  setVariables(variables: object): Promise<void>;
  /** Closes the page. */
  close(): Promise<void>;
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

  async function openTab(name: string): Promise<void> {
    await page.getByRole('tab', { name, exact: true }).click();
    // Before it has taken note of that, which takes half a second, it would run what the last tab named.
    await expect.poll(() => page.evaluate(activeTab), { timeout: 10_000 }).toBe(name);
  }
  async function result(): Promise<string> {
    return (await page.locator('.result-window').innerText()).replaceAll('\u00a0', ' ');
  }
  return {
    requests,
    complaints,
    openTab,
    async run(operation) {
      await play.click();
      if (operation !== undefined) await page.getByRole('menuitem', { name: operation }).click();
    },
    async setHeaders(headers) {
      await page.getByRole('button', { name: 'Headers', exact: true }).click();
      await page.locator('.graphiql-editor-tool .monaco-editor').last().click();
      await page.keyboard.insertText(JSON.stringify(headers));
    },
    async setVariables(variables) {
      await page.getByRole('button', { name: 'Variables', exact: true }).click();
      await page.locator('.graphiql-editor-tool .monaco-editor').first().click();
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Delete');
      await page.keyboard.insertText(JSON.stringify(variables));
    },
    close: () => context.close(),
    shows: (text) => expect.poll(result, { timeout: 15_000 }).toContain(text),
  };
}

/** Runs in the page: the name of the tab that GraphiQL would come back to. */
function activeTab(): string {
  const stored = (globalThis as unknown as { localStorage: Record<string, string> }).localStorage;
  const { tabs, activeTabIndex } = JSON.parse(stored['graphiql:tabState'] ?? '{"tabs":[]}');
  return tabs[activeTabIndex]?.title;
}
