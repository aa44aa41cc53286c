using System;

namespace P2PNet.Messages
{
    /// <summary>Who rented a message.</summary>
    internal readonly struct RentPlace : IEquatable<RentPlace>
    {
        private readonly string? _member;
        private readonly string? _file;
        private readonly int _line;

        public RentPlace(string member, string? file = null, int line = 0)
        {
            _member = member;
            _file = file;
            _line = line;
        }

        public bool Equals(RentPlace other) => _line == other._line && _member == other._member && _file == other._file;

        public override bool Equals(object? obj) => obj is RentPlace other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(_member, _file, _line);

        public override string ToString() => string.IsNullOrEmpty(_file) ? _member ?? "unknown" : $"{_member} at {_file}:{_line}";
    }
}
