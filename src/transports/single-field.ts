import { SingleFieldSubscriptionsRule, type ValidationRule, validate, visit } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/**
 * Validates that a subscription selects one field at most. graphql's own rule knows no variables yet, and fails on
 * `@include(if: $variable)`; here, such a field counts as selected.
 */
export function singleFieldSubscriptions(): Plugin {
  return {
    onValidate({ setValidationFn, addValidationRule }) {
      addValidationRule(singleField);
      setValidationFn((schema, document, rules: readonly ValidationRule[] = []) =>
        validate(
          schema,
          document,
          rules.filter((rule) => rule !== SingleFieldSubscriptionsRule),
        ),
      );
    },
  };
}

const singleField: ValidationRule = (context) => ({
  Document(document) {
    if (!document.definitions.some((part) => 'operation' in part && part.operation === 'subscription'))
      return;
    const unconditional = visit(document, {
      Directive: (node) =>
        node.arguments?.some(({ value }) => value.kind === 'Variable') ? null : undefined,
    });
    const errors = validate(context.getSchema(), unconditional, [SingleFieldSubscriptionsRule]);
    for (const error of errors) context.reportError(error);
  },
});
