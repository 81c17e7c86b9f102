package org.backplane.transport.config;

import io.pebbletemplates.pebble.attributes.AttributeResolver;
import io.pebbletemplates.pebble.extension.Extension;
import io.pebbletemplates.pebble.extension.ExtensionCustomizer;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.extension.NodeVisitorFactory;
import io.pebbletemplates.pebble.node.ForNode;
import io.pebbletemplates.pebble.operator.BinaryOperator;
import io.pebbletemplates.pebble.operator.BinaryOperatorImpl;
import io.pebbletemplates.pebble.operator.BinaryOperatorType;
import io.pebbletemplates.pebble.tokenParser.TokenParser;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is left of the template engine's own language: no tags (ours replace them), the filters and functions listed
 * here, operators that keep to the budget, and neither methods nor fields of Java objects.
 */
final class Language extends ExtensionCustomizer {
    /** The engine's filters that cannot make much of little. */
    static final Set<String> FILTERS = Set.of("abs", "default", "first", "last", "length", "lower", "trim", "upper");

    static final Set<String> FUNCTIONS = Set.of("max", "min");
    /** They evaluate their right side themselves, perhaps not at all. */
    private static final Set<String> LAZY_OPERATORS = Set.of("and", "or", "..");

    private final Budget budget;

    Language(Extension part, Budget budget) {
        super(part);
        this.budget = budget;
    }

    @Override
    public List<TokenParser> getTokenParsers() {
        return List.of();
    }

    @Override
    public List<NodeVisitorFactory> getNodeVisitors() {
        return List.of();
    }

    @Override
    public Map<String, Filter> getFilters() {
        return only(FILTERS, super.getFilters());
    }

    @Override
    public Map<String, Function> getFunctions() {
        return only(FUNCTIONS, super.getFunctions());
    }

    @Override
    public List<BinaryOperator> getBinaryOperators() {
        return orEmpty(super.getBinaryOperators()).stream().map(this::guarded).toList();
    }

    @Override
    public List<AttributeResolver> getAttributeResolver() {
        return orEmpty(super.getAttributeResolver()).stream()
                .map(Language::guarded)
                .toList();
    }

    private BinaryOperator guarded(BinaryOperator operator) {
        if (operator.getType() != BinaryOperatorType.NORMAL || LAZY_OPERATORS.contains(operator.getSymbol())) {
            return operator;
        }
        return new BinaryOperatorImpl(
                operator.getSymbol(),
                operator.getPrecedence(),
                () -> new Nodes.Guarded(operator, budget),
                operator.getType(),
                operator.getAssociativity());
    }

    private static AttributeResolver guarded(AttributeResolver resolver) {
        return (instance, name, values, arguments, context, file, line) -> {
            boolean plain = instance instanceof Map || instance instanceof List;
            if (values != null || !(plain || instance instanceof ForNode.LoopVariables)) {
                throw new Refusal("values have no methods or fields here", line, file);
            }
            return resolver.resolve(instance, name, null, arguments, context, file, line);
        };
    }

    private static <T> Map<String, T> only(Set<String> names, @Nullable Map<String, T> all) {
        var some = new TreeMap<>(all == null ? Map.of() : all);
        some.keySet().retainAll(names);
        return some;
    }

    private static <T> Collection<T> orEmpty(@Nullable Collection<T> all) {
        return all == null ? List.of() : all;
    }
}
