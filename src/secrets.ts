import { readFile } from 'node:fs/promises';
import type { Config } from './config.ts';
import { DomainError } from './registries/errors.ts';

/**
 * Fetches the secrets that the configuration refers to.
 * @throws DomainError INVALID_CONFIG naming the secret whose variable or file is missing.
 */
export async function readSecrets(
  references: Config['secrets'],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Record<string, string>> {
  const secrets: Record<string, string> = {};
  for (const [name, reference] of Object.entries(references)) {
    const value = 'env' in reference ? env[reference.env] : await readSecretFile(reference.file);
    if (value === undefined)
      throw missing(name, 'env' in reference ? `environment variable ${reference.env}` : 'file');
    secrets[name] = value;
  }
  return secrets;
}

async function readSecretFile(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text?.replace(/\r?\n$/, '');
}

function missing(name: string, where: string): DomainError {
  return new DomainError('INVALID_CONFIG', `The secret "${name}" cannot be read: its ${where} is missing.`, {
    path: ['secrets'],
  });
}
