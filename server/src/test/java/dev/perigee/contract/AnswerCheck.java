package dev.perigee.contract;

import dev.perigee.testing.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Compares an answer with what the document says of it: status, headers, content type and every field. */
final class AnswerCheck {

    private final Contract contract;
    private final List<String> faults = new ArrayList<>();

    private AnswerCheck(Contract contract) {
        this.contract = contract;
    }

    /** What the document does not promise of the answer; empty when it is as described. */
    static List<String> faults(Contract contract, String operation, Answer answer) {
        var check = new AnswerCheck(contract);
        check.status(operation, answer);
        var described = contract.answer(operation, answer.status());
        check.headers(described.path("headers"), answer);
        check.body(described.path("content"), answer);
        return check.faults;
    }

    private void status(String operation, Answer answer) {
        if (answer.status() >= 400 && json(answer) != null) {
            var refusal = new Contract.Refusal(answer.status(), answer.code());
            require(contract.refusals(operation).contains(refusal), refusal + " is not documented");
        } else {
            require(contract.names(operation, answer.status()), "status " + answer.status() + " is not documented");
        }
    }

    private void headers(JsonNode described, Answer answer) {
        described.propertyStream().forEach(entry -> {
            var header = contract.resolved(entry.getValue());
            var values = answer.headers().getOrDefault(entry.getKey().toLowerCase(Locale.ROOT), List.of());
            require(!values.isEmpty() || !header.path("required").asBoolean(), "lacks " + entry.getKey());
            boolean number = "integer".equals(header.at("/schema/type").asString());
            values.forEach(value ->
                    require(!value.isEmpty() && (!number || value.matches("\\d+")), entry.getKey() + ": " + value));
        });
    }

    private void body(JsonNode described, Answer answer) {
        String type = answer.header("content-type").orElse("");
        if (described.isEmpty()) {
            require(answer.body().isEmpty() && type.isEmpty(), "has a body that is not documented");
            return;
        }
        String documented = described.propertyNames().iterator().next();
        boolean same = type.equals(documented) || type.equals(documented + ";charset=UTF-8");
        if (require(same, "is '" + type + "' and not " + documented) && documented.endsWith("json")) {
            fields(described.path(documented).path("schema"), answer);
        }
    }

    private void fields(JsonNode schema, Answer answer) {
        var body = json(answer);
        if (require(body != null, "is not JSON")) {
            faults.addAll(SchemaCheck.faults(contract.document(), schema, body));
        }
    }

    private static JsonNode json(Answer answer) {
        try {
            return answer.json();
        } catch (JacksonException e) {
            return null;
        }
    }

    private boolean require(boolean right, String fault) {
        if (!right) {
            faults.add(fault);
        }
        return right;
    }
}
