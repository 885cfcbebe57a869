/** What a Figma document holds, as a list: a model reads that better than a tree of everything. */

export interface OutlineNode {
  id: string;
  name: string;
  type: string;
  /** Null for a page. */
  parentId: string | null;
  width: number | null;
  height: number | null;
  /** Of a text. */
  text: string | null;
}

const MOST_TEXT = 500;

/** The nodes below one, in the order of the document. @param most how many, at most. */
export function outline(root: any, most: number): { nodes: OutlineNode[]; truncated: boolean } {
  const nodes: OutlineNode[] = [];
  const waiting: [any, string | null][] = [...(root.children ?? [])]
    .map((child) => [child, null] as [any, null])
    .toReversed();
  while (waiting.length > 0 && nodes.length < most) {
    const [node, parentId] = waiting.pop()!;
    nodes.push(told(node, parentId));
    for (const child of [...(node.children ?? [])].toReversed()) waiting.push([child, node.id]);
  }
  return { nodes, truncated: waiting.length > 0 };
}

function told(node: any, parentId: string | null): OutlineNode {
  const { width, height } = node.absoluteBoundingBox ?? {};
  return {
    ...{ id: String(node.id), name: String(node.name ?? ''), type: String(node.type ?? ''), parentId },
    ...{ width: sizeOf(width), height: sizeOf(height) },
    text: typeof node.characters === 'string' ? node.characters.slice(0, MOST_TEXT).toWellFormed() : null,
  };
}

function sizeOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
