/**
 * Lint rules for the folders whose runs must be the same, byte for byte, in every engine
 * (`core`, `sim`, `traces`): what oxlint's own rules cannot ban. Which folder gets which rule
 * stands in `.oxlintrc.json`. One self-contained file of plain JavaScript, because oxlint on
 * Node 20 loads neither TypeScript nor, from a copied configuration, a neighbour's module.
 */

/** Members of `Math` whose results the language specifies exactly. The others differ by engine. */
const EXACT_MATH = new Set(
  (
    'abs ceil floor round trunc sign min max sqrt fround imul clz32 ' +
    'E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2'
  ).split(' '),
);

const TYPED_ARRAY = /^(?:Big)?(?:Ui|I)nt(?:8|16|32|64)(?:Clamped)?Array$|^Float(?:32|64)Array$/;

/** Methods that give a typed array when called on one. */
const KEEPS_TYPED_ARRAY = new Set(
  'slice subarray map filter fill reverse sort toReversed toSorted with'.split(' '),
);

/** The name a member expression reads (`a.name`, `a['name']`), or null when it is computed. */
function memberName(node) {
  if (node.type !== 'MemberExpression') return null;
  if (!node.computed) return node.property.name ?? null;
  return typeof node.property.value === 'string' ? node.property.value : null;
}

const noExponentOperator = {
  create(context) {
    const report = (node) =>
      context.report({
        node,
        message: '`**` rounds differently by engine: multiply, or use the functions of core/math.',
      });
    return {
      'BinaryExpression[operator="**"]': report,
      'AssignmentExpression[operator="**="]': report,
    };
  },
};

/** True where the identifier names a property and does not read the variable. */
function isPropertyName(node) {
  const { parent } = node;
  if (parent.computed) return false;
  return parent.property === node || (parent.key === node && parent.shorthand !== true);
}

const exactMath = {
  create(context) {
    return {
      'Identifier[name="Math"]'(node) {
        if (isPropertyName(node)) return;
        const name = node.parent.object === node ? memberName(node.parent) : null;
        if (name !== null && EXACT_MATH.has(name)) return;
        const what = name === null ? '`Math` as a value' : `\`Math.${name}\``;
        context.report({
          node,
          message:
            `${what}: not every engine gives the same bits. ` +
            'Use the functions of core/math, or a seeded stream.',
        });
      },
    };
  },
};

const noLocale = {
  create(context) {
    return {
      MemberExpression(node) {
        const name = memberName(node);
        if (name === null || !/^(?:localeCompare|toLocale[A-Z]\w*)$/.test(name)) return;
        context.report({
          node,
          message: `\`.${name}\` depends on the machine's locale: compare with < and >.`,
        });
      },
    };
  },
};

/** The declaration of the variable an identifier stands for, when there is exactly one. */
function declarationOf(context, identifier) {
  for (let scope = context.sourceCode.getScope(identifier); scope; scope = scope.upper) {
    const variable = scope.set.get(identifier.name);
    if (variable) return variable.defs.length === 1 ? variable.defs[0] : null;
  }
  return null;
}

function isTypedArrayType(annotation) {
  const type = annotation?.typeAnnotation;
  return type?.type === 'TSTypeReference' && TYPED_ARRAY.test(type.typeName.name ?? '');
}

/** True when the source shows a typed array, whose `sort()` is by number: made, copied, declared. */
function isTypedArray(context, node) {
  if (node.type === 'NewExpression') return TYPED_ARRAY.test(node.callee.name ?? '');
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
    const { callee } = node;
    const name = memberName(callee);
    if (name === 'from' || name === 'of') return TYPED_ARRAY.test(callee.object.name ?? '');
    return KEEPS_TYPED_ARRAY.has(name) && isTypedArray(context, callee.object);
  }
  if (node.type !== 'Identifier') return false;
  const definition = declarationOf(context, node);
  if (definition === null) return false;
  if (isTypedArrayType(definition.name?.typeAnnotation)) return true;
  const isConstant = definition.parent?.kind === 'const' && definition.node.id?.name === node.name;
  return isConstant && definition.node.init && isTypedArray(context, definition.node.init);
}

const noBareSort = {
  create(context) {
    return {
      'CallExpression[arguments.length=0]'(node) {
        const name = memberName(node.callee);
        if (name !== 'sort' && name !== 'toSorted') return;
        if (isTypedArray(context, node.callee.object)) return;
        context.report({
          node,
          message:
            `\`.${name}()\` sorts by text, 10 before 9: pass a comparator. ` +
            'Typed arrays may, where the same file shows that they are typed arrays.',
        });
      },
    };
  },
};

const noForIn = {
  create(context) {
    return {
      ForInStatement(node) {
        context.report({
          node,
          message: '`for…in` puts keys that look like integers first: iterate a Map or an array.',
        });
      },
    };
  },
};

const noAsync = {
  create(context) {
    const report = (node) =>
      context.report({
        node,
        message: 'Here everything is synchronous: a step ends before the next begins.',
      });
    return {
      ':function[async=true]': report,
      AwaitExpression: report,
      'ForOfStatement[await=true]': report,
      ImportExpression: report,
    };
  },
};

export default {
  meta: { name: 'determinism' },
  rules: {
    'no-exponent-operator': noExponentOperator,
    'exact-math': exactMath,
    'no-locale': noLocale,
    'no-bare-sort': noBareSort,
    'no-for-in': noForIn,
    'no-async': noAsync,
  },
};
