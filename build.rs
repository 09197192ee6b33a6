//! New files in the folders that macros read don't wake the compiler by themselves.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=static");
}
