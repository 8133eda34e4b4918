"""The other end of every figure: connections, messages and clocks in a process of their own, written in C."""
