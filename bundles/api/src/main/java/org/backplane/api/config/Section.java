package org.backplane.api.config;

import java.util.List;
import org.backplane.api.NamedBy;
import org.backplane.api.command.Request;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A key of configuration files that stands for commands; a service with {@link SectionName}.
 *
 * <p>The value of the key is one item or a list of them. An item is a mapping, bound to the record; a bare scalar is
 * the first component.
 *
 * @param <A> what an item looks like, a record; its components are the schema
 */
@ConsumerType
@NamedBy(value = "backplane.section.name", noun = "configuration section")
public interface Section<A extends Record> {

    /**
     * The commands that an item stands for. An argument that is called as the member it comes from is found again
     * when there is an error to show.
     *
     * @param index the item's number in the list, from 0
     * @throws org.backplane.api.command.CommandException if the item makes no sense; its path leads into the item
     */
    List<Request> expand(A item, int index);
}
