package dev.perigee.inbound;

import static java.util.function.Function.identity;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The services that this product listens to, which may be none. Two of one name stop the start. */
@Component
class WebhookProviders {

    private final Map<String, WebhookProvider> byName;

    WebhookProviders(ObjectProvider<WebhookProvider> providers) {
        this.byName = providers.stream().collect(Collectors.toUnmodifiableMap(WebhookProvider::name, identity()));
    }

    Optional<WebhookProvider> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Set<String> names() {
        return byName.keySet();
    }
}
