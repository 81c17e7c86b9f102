package org.backplane.itests.exam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.FrameworkUtil;

/** Tests that {@link FrameworkExtensionIT} runs to see what becomes of them; by itself nobody runs them. */
@InFramework(features = {})
class FailingInside {
    private int prepared;

    @BeforeEach
    void prepare() {
        prepared++;
    }

    @Test
    void passes() {
        assertNotNull(FrameworkUtil.getBundle(getClass()), "this runs outside");
        assertEquals(1, prepared);
    }

    @Test
    void fails() {
        assertEquals(1, 2, "as it should");
    }

    @Test
    void breaks() {
        throw new IllegalStateException("of its own");
    }
}
