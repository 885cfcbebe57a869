/** How many objects an operation can ask for at most, from its text alone. */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type InlineFragmentNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValueNode,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
} from 'graphql';

/** What a page holds where the operation does not say, and the most it can hold. */
const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 200;
/** A list without pages, such as the parents of a competency. */
const SHORT_LIST = 10;
/** Lists without pages that are long: the events of a commit. */
const LONG_LISTS = new Map([
  ['events', DEFAULT_PAGE],
  ['planned', DEFAULT_PAGE],
]);
const PAGE_FIELDS = new Set(['nodes', 'edges']);
/** `ids` answers each of them. */
const PAGE_ARGUMENTS = new Set(['first', 'last', 'ids']);

/** Objects that take as long as one value that is JSON itself, such as the schema of a tool. */
export const JSON_OBJECTS = 10;

/** Is a value of that type JSON itself, of any size? */
export function isJson({ name }: GraphQLNamedType): boolean {
  return name.startsWith('JSON');
}

/**
 * Counts an object for every place that one can be in the answer. A page size in a variable counts as the largest
 * page; where the branches of a union exclude each other, they are added up nevertheless.
 */
export function countObjects(context: ValidationContext, root: SelectionSetNode, rootType: GraphQLNamedType) {
  const ofFragment = new Map<string, number>();

  // `page` is what the list below holds when the field above took `first` or `last`.
  function ofSelections(
    set: SelectionSetNode,
    type: GraphQLNamedType | undefined,
    page: number | null,
  ): number {
    let sum = 0;
    for (const selection of set.selections) {
      if (selection.kind === 'Field') sum += ofField(selection, type, page);
      else if (selection.kind === 'FragmentSpread') sum += ofSpread(selection.name.value, page);
      else sum += ofSelections(selection.selectionSet, conditionType(selection) ?? type, page);
    }
    return sum;
  }

  function ofField(node: FieldNode, type: GraphQLNamedType | undefined, page: number | null): number {
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
    const result = field && getNamedType(field.type);
    if (!field || !result) return 0;
    if (!node.selectionSet || !isCompositeType(result)) return isJson(result) ? JSON_OBJECTS : 0;
    const ownPage = pageSize(node, field);
    const isList = isListType(getNullableType(field.type));
    const below = ofSelections(node.selectionSet, result, isList ? null : ownPage);
    return times(node, isList, ownPage, page) * (1 + below);
  }

  // Once per fragment and page, so that fragments of fragments cannot multiply the work. A cycle, refused elsewhere,
  // counts 0.
  function ofSpread(name: string, page: number | null): number {
    const fragment = context.getFragment(name);
    const key = `${name}/${page}`;
    if (fragment && !ofFragment.has(key)) {
      ofFragment.set(key, 0);
      ofFragment.set(key, ofSelections(fragment.selectionSet, conditionType(fragment), page));
    }
    return ofFragment.get(key) ?? 0;
  }

  function conditionType({ typeCondition }: InlineFragmentNode | FragmentDefinitionNode) {
    return typeCondition && context.getSchema().getType(typeCondition.name.value);
  }

  return ofSelections(root, rootType, null);
}

function times(node: FieldNode, isList: boolean, ownPage: number | null, page: number | null): number {
  if (!isList) return 1;
  if (ownPage !== null) return ownPage;
  if (page !== null && PAGE_FIELDS.has(node.name.value)) return page;
  return LONG_LISTS.get(node.name.value) ?? SHORT_LIST;
}

/** Null for a field without pages. */
function pageSize(node: FieldNode, field: GraphQLField<unknown, unknown>): number | null {
  const parameter = field.args.find(({ name }) => PAGE_ARGUMENTS.has(name));
  if (!parameter) return null;
  const given = (node.arguments ?? []).filter(({ name }) => PAGE_ARGUMENTS.has(name.value));
  if (given.length > 0) return Math.max(...given.map(({ value }) => sizeOf(value)));
  return typeof parameter.defaultValue === 'number' ? parameter.defaultValue : DEFAULT_PAGE;
}

function sizeOf(value: ValueNode): number {
  if (value.kind === 'IntValue') return Math.min(Math.max(Number(value.value), 0), LARGEST_PAGE);
  if (value.kind === 'ListValue') return value.values.length;
  if (value.kind === 'StringValue') return 1;
  return value.kind === 'Variable' ? LARGEST_PAGE : DEFAULT_PAGE;
}
