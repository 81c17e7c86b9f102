package org.backplane.transport.config;

import io.pebbletemplates.pebble.extension.NodeVisitor;
import io.pebbletemplates.pebble.node.AbstractRenderableNode;
import io.pebbletemplates.pebble.node.BodyNode;
import io.pebbletemplates.pebble.node.ForNode;
import io.pebbletemplates.pebble.node.IfNode;
import io.pebbletemplates.pebble.node.RenderableNode;
import io.pebbletemplates.pebble.node.SetNode;
import io.pebbletemplates.pebble.node.expression.BinaryExpression;
import io.pebbletemplates.pebble.node.expression.Expression;
import io.pebbletemplates.pebble.operator.BinaryOperator;
import io.pebbletemplates.pebble.template.EvaluationContextImpl;
import io.pebbletemplates.pebble.template.PebbleTemplateImpl;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of a parsed template that differ from the engine's own: all of them keep to a {@link Budget}. */
final class Nodes {
    private Nodes() {}

    /** An {@code if} that counts as a step. */
    static RenderableNode counted(IfNode node, Budget budget) {
        return new Counted(node, node.getLineNumber(), budget);
    }

    /** A {@code for} of which each turn counts as a step, over a value that may not be too large. */
    static RenderableNode counted(ForNode node, Budget budget) {
        int line = node.getLineNumber();
        var turn = new BodyNode(line, List.of(new Step(line, budget), node.getBody()));
        return new ForNode(
                line, node.getIterationVariable(), new Admitted(node.getIterable(), budget), turn, node.getElseBody());
    }

    /** A {@code set} that counts as a step, of a value that may not be too large. */
    static RenderableNode counted(SetNode node, Budget budget) {
        int line = node.getLineNumber();
        return new Counted(new SetNode(line, node.getName(), new Admitted(node.getValue(), budget)), line, budget);
    }

    /** One step, of which nothing is to be seen. */
    private static final class Step extends AbstractRenderableNode {
        private final Budget budget;

        Step(int line, Budget budget) {
            super(line);
            this.budget = budget;
        }

        @Override
        public void render(PebbleTemplateImpl self, Writer writer, EvaluationContextImpl context) {
            budget.step(self, getLineNumber());
        }

        @Override
        public void accept(NodeVisitor visitor) {}
    }

    /** A node that counts as a step. */
    private static final class Counted extends AbstractRenderableNode {
        private final RenderableNode node;
        private final Budget budget;

        Counted(RenderableNode node, int line, Budget budget) {
            super(line);
            this.node = node;
            this.budget = budget;
        }

        @Override
        public void render(PebbleTemplateImpl self, Writer writer, EvaluationContextImpl context) throws IOException {
            budget.step(self, getLineNumber());
            node.render(self, writer, context);
        }

        @Override
        public void accept(NodeVisitor visitor) {
            node.accept(visitor);
        }
    }

    /** An expression whose value may not be too large. */
    private record Admitted(Expression<?> expression, Budget budget) implements Expression<Object> {
        @Override
        public @Nullable Object evaluate(PebbleTemplateImpl self, EvaluationContextImpl context) {
            return budget.admit(expression.evaluate(self, context), self, getLineNumber());
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

    /** A value that is known. */
    private record Known(@Nullable Object value, int line) implements Expression<Object> {
        @Override
        public @Nullable Object evaluate(PebbleTemplateImpl self, EvaluationContextImpl context) {
            return value;
        }

        @Override
        public int getLineNumber() {
            return line;
        }

        @Override
        public void accept(NodeVisitor visitor) {}
    }

    /** An operator whose operands and result may not be too large: texts can be doubled by {@code x ~ x}. */
    static final class Guarded extends BinaryExpression<Object> {
        private final BinaryOperator operator;
        private final Budget budget;

        Guarded(BinaryOperator operator, Budget budget) {
            this.operator = operator;
            this.budget = budget;
        }

        @Override
        public @Nullable Object evaluate(PebbleTemplateImpl self, EvaluationContextImpl context) {
            var expression = operator.createInstance();
            expression.setLineNumber(getLineNumber());
            expression.setLeft(admitted(getLeftExpression(), self, context));
            expression.setRight(admitted(getRightExpression(), self, context));
            return budget.admit(expression.evaluate(self, context), self, getLineNumber());
        }

        private Known admitted(Expression<?> operand, PebbleTemplateImpl self, EvaluationContextImpl context) {
            var value = budget.admit(operand.evaluate(self, context), self, getLineNumber());
            return new Known(value, getLineNumber());
        }
    }
}
