/** What one operation may ask for. Over a limit it is refused before anything runs, on every transport. */
import { EnvelopArmorPlugin } from '@escape.tech/graphql-armor';
import { GraphQLError, NoSchemaIntrospectionCustomRule, type ValidationRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { countObjects } from './cost.ts';
import { withoutSuggestions } from './suggestions.ts';

export const TOO_COMPLEX = 'OPERATION_TOO_COMPLEX';
/** Fields within fields; what is below `__schema` is limited by graphql itself. */
const MAX_DEPTH = 12;
const MAX_ALIASES = 15;
const MAX_DIRECTIVES = 5;
const MAX_TOKENS = 2_000;
/** 200 things with 200 others each, and one thing about each of those. */
export const MAX_OBJECTS = 100_000;

/** @param introspection when off, nothing may be asked about the schema, and errors suggest no names from it. */
export function operationLimits(introspection: boolean): Plugin[] {
  const armor = EnvelopArmorPlugin({
    maxDepth: { n: MAX_DEPTH, flattenFragments: true, ...refusing },
    // Its default would let any number of `__typename` through.
    maxAliases: { n: MAX_ALIASES, allowList: [], ...refusing },
    maxDirectives: { n: MAX_DIRECTIVES, ...refusing },
    maxTokens: { n: MAX_TOKENS, ...refusing },
    // It knows the clauses about fields only.
    blockFieldSuggestion: { enabled: false },
    // It sees neither the size of a page that is left out nor one in a variable.
    costLimit: { enabled: false },
  });
  const common = [armor as Plugin, validationRule(objectLimit), explainAbort];
  if (introspection) return common;
  return [...common, validationRule(NoSchemaIntrospectionCustomRule), withoutSuggestions()];
}

const refusing = {
  onReject: [
    (_: unknown, error: GraphQLError): never => {
      throw tooComplex(error.message.replace('Syntax Error: ', ''));
    },
  ],
};

const objectLimit: ValidationRule = (context) => ({
  OperationDefinition({ operation, selectionSet }) {
    const rootType = context.getSchema().getRootType(operation);
    const count = rootType ? countObjects(context, selectionSet, rootType) : 0;
    if (count <= MAX_OBJECTS) return;
    throw tooComplex(
      `This could answer with ${count} objects; the limit is ${MAX_OBJECTS}. Ask for smaller pages (\`first\`), ` +
        'or for fewer lists within lists.',
    );
  },
});

// graphql gives up on fields that are there too often, and says only that.
const explainAbort: Plugin = {
  onValidate:
    () =>
    ({ result, setResult }) => {
      if (!result.some(({ message }) => message === 'Validation aborted.')) return;
      setResult([
        tooComplex('There are too many errors or repetitions to check them all. Ask for each field once.'),
      ]);
    },
};

// Thrown, not reported: the other rules need not look at an operation of any size.
export function tooComplex(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: TOO_COMPLEX, http: { status: 400, spec: true } },
  });
}

function validationRule(rule: ValidationRule): Plugin {
  return { onValidate: ({ addValidationRule }) => addValidationRule(rule) };
}
