import type { JsonObject, JsonValue } from '../registries/definitions.ts';
import { PluginError } from '../registries/errors.ts';

/**
 * A configuration with its secrets filled in. A field that the schema marks `writeOnly` takes `{ "secret": NAME }`,
 * so that the journal and its backups never hold the secret itself.
 * @throws PluginError INVALID_CONFIG for a literal secret or an unknown name.
 */
export function resolveSecrets(
  pluginId: string,
  schema: JsonObject,
  config: JsonObject,
  secrets: Readonly<Record<string, string>>,
): JsonObject {
  const resolve = (field: string, value: JsonValue): JsonValue => {
    const name = isReference(value) ? value.secret : undefined;
    if (name !== undefined && Object.hasOwn(secrets, name)) return secrets[name]!;
    const problem =
      name === undefined
        ? 'is a secret: give {"secret": "NAME"} and configure NAME on the server'
        : `names the secret "${name}", which the server does not have; configure it under \`secrets\``;
    throw new PluginError('INVALID_CONFIG', pluginId, `The configuration field "${field}" ${problem}.`, {
      path: ['config', field],
    });
  };
  return mapSecrets(schema, config, resolve);
}

/** A configuration to show: secrets read `***`. */
export function maskSecrets(schema: JsonObject, config: JsonObject): JsonObject {
  return mapSecrets(schema, config, () => '***');
}

function mapSecrets(
  schema: JsonObject,
  config: JsonObject,
  replace: (field: string, value: JsonValue) => JsonValue,
): JsonObject {
  const properties = (schema.properties ?? {}) as Record<string, JsonObject>;
  const isSecret = (field: string) =>
    Object.hasOwn(properties, field) && properties[field]!.writeOnly === true;
  return Object.fromEntries(
    Object.entries(config).map(([field, value]) => [field, isSecret(field) ? replace(field, value) : value]),
  );
}

function isReference(value: JsonValue): value is { secret: string } {
  return (
    value !== null && typeof value === 'object' && !Array.isArray(value) && typeof value.secret === 'string'
  );
}
