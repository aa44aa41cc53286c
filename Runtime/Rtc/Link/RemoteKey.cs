using System;

namespace P2PNet.Rtc.Link
{
    /// <summary>A path as the endpoint sees it: the socket at which datagrams arrive and the address that they come from.</summary>
    internal readonly struct RemoteKey : IEquatable<RemoteKey>
    {
        public readonly SocketId Socket;
        public readonly TransportAddress Address;

        public RemoteKey(SocketId socket, in TransportAddress address)
        {
            Socket = socket;
            Address = address;
        }

        public bool Equals(RemoteKey other) => Socket == other.Socket && Address == other.Address;

        public override bool Equals(object? obj) => obj is RemoteKey other && Equals(other);

        public override int GetHashCode() => Address.GetHashCode() ^ Socket.Value;
    }
}
