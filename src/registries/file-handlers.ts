import type { FileHandlerRecord } from './definitions.ts';
import { type Listing, listByFacet } from './listing.ts';
import type { Registry } from './registry.ts';
import { type Facets, Table } from './table.ts';

const facets: Facets<FileHandlerRecord> = {
  plugin: (handler) => [handler.pluginId],
  extension: (handler) => handler.extensions,
  mimeType: (handler) => handler.mimeTypes,
  precedence: (handler) => [breadth(handler)],
};

export const emptyFileHandlers = Table.empty(facets);

export interface FileHandlerFilter {
  /** With or without the dot; case does not matter. */
  extension?: readonly string[] | null;
  mimeType?: readonly string[] | null;
  pluginId?: readonly string[] | null;
}

/**
 * File handlers in order of precedence: the one that claims the fewest extensions and MIME types goes first,
 * since a handler for one format knows more of it than one for many; ties by id.
 */
export function findFileHandlers(
  registry: Registry,
  filter: FileHandlerFilter = {},
): Listing<FileHandlerRecord> {
  return listByFacet(registry.fileHandlers, 'precedence', {
    facets: {
      extension: filter.extension?.map(normalizeExtension),
      mimeType: filter.mimeType?.map((type) => type.toLowerCase()),
      plugin: filter.pluginId ?? undefined,
    },
  });
}

/** Lower case, with the dot. */
export function normalizeExtension(extension: string): string {
  const lower = extension.toLowerCase();
  return lower.startsWith('.') ? lower : `.${lower}`;
}

function breadth(handler: FileHandlerRecord): string {
  return String(handler.extensions.length + handler.mimeTypes.length).padStart(6, '0');
}
