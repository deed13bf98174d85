package dev.perigee.auth;

import dev.perigee.log.Attempt;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What somebody's completed sign-ins have taught, in the form in which the product hands it to the rule. */
final class Memory {

    private final Map<Attempt, Integer> lastDay = new LinkedHashMap<>();

    /** Each way of coming in once, of the last 90 days. */
    List<Attempt> on(int day) {
        long kept = Suspicion.LOOK_BACK.toDays();
        return lastDay.entrySet().stream()
                .filter(way -> day - way.getValue() < kept)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether the person came in before, but too long ago to be compared with. */
    boolean dormant(int day) {
        return !lastDay.isEmpty() && on(day).isEmpty();
    }

    void learn(int day, Attempt completed) {
        String network = completed.network();
        var address = InetAddress.ofLiteral(network.substring(0, network.indexOf('/')));
        var way = new Attempt(address, completed.device(), completed.browserId());
        lastDay.remove(way);
        lastDay.put(way, day);
    }

    /** How the person came in last, however long ago. */
    Attempt usual() {
        return lastDay.keySet().stream().reduce((earlier, later) -> later).orElseThrow();
    }
}
