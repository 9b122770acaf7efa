/** Defines the error codes of all rooms. In a bundle a list of nothing but the codes takes its place. */
import './catalogue.ts';
