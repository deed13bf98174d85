package dev.perigee.contract;

import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import tools.jackson.databind.node.ObjectNode;

/** Writes the document as YAML that people review: one thing a line, long texts folded. */
final class SpecText extends Representer {

    private static final int WIDTH = 120;

    private SpecText(DumperOptions options) {
        super(options);
    }

    static String of(ObjectNode document) {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(FlowStyle.BLOCK);
        options.setWidth(WIDTH);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        return new Yaml(new SpecText(options), options).dump(Json.MAPPER.convertValue(document, Map.class));
    }

    @Override
    protected Node representScalar(Tag tag, String value, ScalarStyle style) {
        return super.representScalar(tag, value, value.contains("\n") ? ScalarStyle.FOLDED : style);
    }
}
