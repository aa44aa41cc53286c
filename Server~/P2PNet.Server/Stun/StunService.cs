using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace P2PNet.Server;

/// <summary>STUN on UDP: one socket for each address, all on one port.</summary>
internal sealed class StunService(ServerOptions options, ILogger<StunService> logger) : BackgroundService
{
    // With "any free port", that of the first address may be taken on the next.
    private const int AttemptsForAFreePort = 16;

    private readonly List<StunSocket> _sockets = [];

    /// <summary>Where it listens; empty where it is off.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; private set; } = [];

    /// <summary>The sum over all sockets.</summary>
    public StunCounters Counters
    {
        get
        {
            var sum = new StunCounters();
            foreach (StunSocket socket in _sockets) sum.Add(socket.Counters);
            return sum;
        }
    }

    /// <summary>Takes the ports, before anything else starts.</summary>
    /// <exception cref="StartException">One can't be had.</exception>
    public void Bind()
    {
        if (options.StunPort is not int port) return;
        // What was named must work; what is meant by "all" need not exist on this machine.
        bool isNamed = options.StunAddresses.Count > 0;
        IPAddress[] addresses = [.. isNamed ? options.StunAddresses.Distinct() : options.Urls.SelectMany(ListenUrl.Addresses).Distinct()];
        for (int attempt = 1; !TryBind(addresses, port, isNamed, isLast: port != 0 || attempt == AttemptsForAFreePort); attempt++) Release();
        EndPoints = [.. _sockets.Select(s => s.EndPoint)];
    }

    public override void Dispose()
    {
        Release();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_sockets.Select(s => RunAsync(s, stoppingToken)));

    private bool TryBind(IPAddress[] addresses, int port, bool isNamed, bool isLast)
    {
        foreach (IPAddress address in addresses)
        {
            var endPoint = new IPEndPoint(address, port);
            try
            {
                StunSocket socket = StunSocket.Bind(endPoint);
                _sockets.Add(socket);
                port = socket.EndPoint.Port;
            }
            catch (SocketException e) when (!isNamed && _sockets.Count > 0 && e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
            {
                Log.StunAddressSkipped(logger, endPoint.ToString(), e.Message);
            }
            catch (SocketException e)
            {
                if (!isLast && e.SocketErrorCode == SocketError.AddressAlreadyInUse) return false;
                throw new StartException($"STUN can't listen on UDP {endPoint} ({e.Message.TrimEnd('.')}): stop the other program, give another port by --stun-port (0 for any free one), other addresses by --stun-address, or --stun-port off.", e);
            }
        }

        return true;
    }

    private async Task RunAsync(StunSocket socket, CancellationToken cancellation)
    {
        string address = socket.EndPoint.ToString();
        try
        {
            await socket.RunAsync(cancellation);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException && cancellation.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (Exception e)
        {
            Log.StunFaulted(logger, address, e);
        }
    }

    private void Release()
    {
        foreach (StunSocket socket in _sockets) socket.Dispose();
        _sockets.Clear();
    }
}
