//! Stories in process: the whole service over both engines, one situation a file.

mod web {
    mod client;
    mod matrix;
    mod surface;
    mod thread;
    mod world;
}
