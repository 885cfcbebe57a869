import { readFileSync } from 'node:fs';
import type { Config } from '../config.ts';

/** What must never be logged. Those that cannot be read are left out: reporting them is the app's business. */
export function secretValues(
  { secrets }: Pick<Config, 'secrets'>,
  env: Record<string, string | undefined>,
): string[] {
  return Object.values(secrets)
    .map((reference) => ('env' in reference ? env[reference.env] : fileContent(reference.file)))
    .filter((value) => value !== undefined);
}

function fileContent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/\n$/, '');
  } catch {
    return undefined;
  }
}
