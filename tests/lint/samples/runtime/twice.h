#pragma once
namespace krait::core {
class Twice {
    int number;
};
}  // namespace krait::core
