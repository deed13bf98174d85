package dev.perigee.web;

import java.util.List;

/** Lines that a part of the product has to say to whoever starts it on their own machine. */
public interface StartNote {

    List<String> lines();
}
