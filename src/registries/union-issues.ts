/** What is wrong with a value that was to be one of several shapes, told apart by a constant such as `type`. */
import type { ErrorObject } from 'ajv';

/** A shape that a value is not, since a constant says so. */
interface RuledOut {
  union: string;
  branch: string;
  /** JSON pointer to the value. */
  value: string;
  constant: ErrorObject;
}

/**
 * Leaves out what shapes say that the value does not mean to be. Where it is none of them, one error lists the constants.
 * @param errors of ajv, all and verbose.
 */
export function withoutOtherShapes(errors: readonly ErrorObject[]): ErrorObject[] {
  const ruledOut = errors.flatMap(ruledOutBy);
  if (ruledOut.length === 0) return [...errors];
  return errors.flatMap((error) => {
    if (ruledOut.some((out) => isWithin(error, out))) return [];
    const outs = ruledOut.filter(
      ({ union, value }) => error.schemaPath === union && error.instancePath === value,
    );
    if (outs.length === 0) return [error];
    const isAll = outs.length >= (error.schema as unknown[]).length;
    return isAll ? [noneOf(outs.map(({ constant }) => constant))] : [];
  });
}

function ruledOutBy(constant: ErrorObject): RuledOut[] {
  const [, branch, union] =
    /^((.*\/(?:oneOf|anyOf))\/\d+)\/properties\/[^/]+\/const$/.exec(constant.schemaPath) ?? [];
  if (constant.keyword !== 'const' || branch === undefined) return [];
  const value = constant.instancePath.slice(0, constant.instancePath.lastIndexOf('/'));
  return [{ union: union!, branch, value, constant }];
}

function isWithin({ schemaPath, instancePath }: ErrorObject, { branch, value }: RuledOut): boolean {
  return (
    schemaPath.startsWith(`${branch}/`) && (instancePath === value || instancePath.startsWith(`${value}/`))
  );
}

function noneOf(constants: readonly ErrorObject[]): ErrorObject {
  const allowedValues = constants.map(({ params }) => params.allowedValue as unknown);
  return {
    ...constants[0]!,
    keyword: 'enum',
    message: 'must be equal to one of the allowed values',
    params: { allowedValues },
  };
}
