package org.backplane.transport.config;

import io.pebbletemplates.pebble.extension.NodeVisitor;
import io.pebbletemplates.pebble.node.expression.Expression;
import io.pebbletemplates.pebble.template.EvaluationContextImpl;
import io.pebbletemplates.pebble.template.PebbleTemplateImpl;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The expression of a <code>{{ value }}</code>: evaluates to what stands for the value, whatever is in it. */
record Printed(Expression<?> expression, Template template, Budget budget) implements Expression<String> {

    @Override
    public String evaluate(PebbleTemplateImpl self, EvaluationContextImpl context) {
        budget.step(self, getLineNumber());
        var value = budget.admit(expression.evaluate(self, context), self, getLineNumber());
        return template.print(printable(value, self), self.getName(), getLineNumber());
    }

    private Object printable(@Nullable Object value, PebbleTemplateImpl self) {
        return switch (value) {
            case String text -> text;
            case Boolean bool -> bool;
            case Long number -> number;
            case BigInteger number -> number;
            case Integer number -> number.longValue();
            case Double number when Double.isFinite(number) -> number;
            case List<?> items -> items.stream().map(item -> item(item, self)).toList();
            // a null and a loop's length, which is a number that is not there yet
            case null -> throw new Refusal("there is no value to put here", getLineNumber(), self.getName());
            case Number number -> number.longValue();
            default ->
                throw new Refusal(
                        "a value is a text, a number, on or off, or a list of them", getLineNumber(), self.getName());
        };
    }

    private Object item(@Nullable Object item, PebbleTemplateImpl self) {
        if (item instanceof List) {
            throw new Refusal("there is a list in the list", getLineNumber(), self.getName());
        }
        return printable(item, self);
    }

    @Override
    public int getLineNumber() {
        return expression.getLineNumber();
    }

    @Override
    public void accept(NodeVisitor visitor) {
        expression.accept(visitor);
    }
}
