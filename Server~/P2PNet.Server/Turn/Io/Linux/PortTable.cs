using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Net.Sockets;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn.Io;

/// <summary>The UDP sockets by their numbers: first the listeners, then the relays. Thread: one.</summary>
internal sealed class PortTable : IDisposable
{
    // All clients share a listener's buffers; a relay's are one player's. The kernel takes from the memory only what lies there.
    private const int ListenerBuffer = 4 * 1024 * 1024;
    private const int RelayBuffer = 512 * 1024;

    private readonly Epoll _epoll;
    private readonly int _listenerCount;
    private readonly Stack<int> _free = new();
    private UdpPort?[] _ports;
    private int _used;
    private uint _generation;

    public PortTable(IReadOnlyList<Socket?> listeners, Epoll epoll)
    {
        _epoll = epoll;
        _listenerCount = _used = listeners.Count;
        _ports = new UdpPort?[listeners.Count + 64];
        for (int i = 0; i < listeners.Count; i++)
        {
            if (listeners[i] is not Socket socket) continue;
            Prepare(socket, ListenerBuffer);
            _ports[i] = new UdpPort(socket, i, generation: 0, isListener: true);
            _epoll.Add(_ports[i]!.Descriptor, _ports[i]!.Key);
        }
    }

    public UdpPort? Listener(int index) => index < _listenerCount ? _ports[index] : null;

    public UdpPort? Relay(RelayHandle handle) => (uint)(_listenerCount + handle.Index) < (uint)_ports.Length ? _ports[_listenerCount + handle.Index] : null;

    public RelayHandle HandleOf(UdpPort port) => new(port.Index - _listenerCount);

    /// <summary>The socket that an event is of; none where that one was closed meanwhile.</summary>
    public UdpPort? Find(ulong key)
    {
        UdpPort? port = _ports[UdpPort.IndexOf(key)];
        return port is not null && port.Key == key ? port : null;
    }

    public RelayOpenResult TryOpenRelay(in TransportAddress local, out RelayHandle handle)
    {
        handle = default;
        if (RelaySocket.TryOpen(local, out RelayOpenResult result) is not Socket socket) return result;
        try
        {
            Prepare(socket, RelayBuffer);
            int index = _free.Count > 0 ? _free.Peek() : _used;
            var port = new UdpPort(socket, index, ++_generation, isListener: false);
            _epoll.Add(port.Descriptor, port.Key);
            Take(index, port);
            handle = HandleOf(port);
            return RelayOpenResult.Opened;
        }
        catch (Win32Exception)
        {
            socket.Dispose();
            return RelayOpenResult.Failed;
        }
    }

    /// <summary>Closes a relay's socket; its number is free again.</summary>
    public void Close(UdpPort port)
    {
        // Closing takes it out of epoll.
        port.Dispose();
        _ports[port.Index] = null;
        _free.Push(port.Index);
    }

    public void Dispose()
    {
        foreach (UdpPort? port in _ports) port?.Dispose();
    }

    private void Take(int index, UdpPort port)
    {
        if (!_free.TryPop(out _)) _used++;
        if (index == _ports.Length) Array.Resize(ref _ports, 2 * index);
        _ports[index] = port;
    }

    private static void Prepare(Socket socket, int bufferSize)
    {
        socket.Blocking = false;
        // The system gives as much of it as its limits allow.
        socket.ReceiveBufferSize = bufferSize;
        socket.SendBufferSize = bufferSize;
        UdpPort.MayFragment(socket, true);
        UdpPort.TakeTogether(socket);
    }
}
