using System;
using System.Globalization;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Native;

namespace P2PNet.IntegrationTests.Native;

/// <summary>The real system's addresses change, in a namespace of its own.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
internal sealed class AddressWatchTests
{
    [TestCase("10.213.0.7")]
    [TestCase("fd00:213::7")]
    public async Task AnAddressThatComesAndGoesIsNoticedAtOnce(string address)
    {
        using var space = NetworkNamespace.CreateOrIgnore();
        using var peer = new ChildProcess(space.Command("dotnet", [Programs.TestPeer, "watch"]));
        Assert.That(await peer.ReadAsync("addresses"), Does.Contain(space.Address));
        await Task.Delay(300);

        // An IPv6 address is checked for duplicates first, which is not what is measured here.
        string[] flags = address.Contains(':') ? ["nodad"] : [];
        (string seen, double added) = await ChangeAsync(space, peer, ["address", "add", address + "/64", "dev", "veth0", .. flags], address.Contains(':') ? "/64" : "/24");
        Assert.That(seen, Does.Contain(address));
        (seen, double removed) = await ChangeAsync(space, peer, ["address", "delete", address + "/64", "dev", "veth0"], address.Contains(':') ? "/64" : "/24");
        Assert.That(seen, Does.Not.Contain(address).And.Contain(space.Address));

        TestContext.Out.WriteLine($"noticed after {added:0} and {removed:0} ms");
        Assert.That(Math.Min(added, removed), Is.LessThan(1500));
    }

    // two interfaces are up and stay up; the default route goes from the one to the other
    [Test]
    public async Task ADefaultRouteThatMovesBetweenLiveInterfacesIsNoticed()
    {
        using var space = NetworkNamespace.CreateOrIgnore();
        space.Change("link", "add", "veth2", "type", "veth", "peer", "name", "veth3");
        space.Change("address", "add", "10.214.0.1/24", "dev", "veth2");
        space.Change("link", "set", "veth2", "up");
        space.Change("link", "set", "veth3", "up");
        using var peer = new ChildProcess(space.Command("dotnet", [Programs.TestPeer, "watch"]));
        Assert.That(await peer.ReadAsync("addresses"), Does.Contain(space.Address).And.Contain("10.214.0.1"));
        // The addresses of IPv6 that the interfaces give themselves are checked meanwhile.
        await Task.Delay(3000);

        (string seen, double moved) = await ChangeAsync(space, peer, ["route", "replace", "default", "via", "10.214.0.2", "dev", "veth2"], "/24");

        TestContext.Out.WriteLine($"noticed after {moved:0} ms");
        Assert.That(seen, Does.Contain(space.Address).And.Contain("10.214.0.1"));
    }

    [Test]
    [NonParallelizable]
    public async Task WatchingAsksNothingWhileNothingChanges()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("Elsewhere a timer asks besides.");
        AddressWatch.ReadWayOut();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 4; i++) AddressWatch.ReadWayOut();
        long looks = GC.GetAllocatedBytesForCurrentThread() - before;

        int told = 0;
        using var watch = new AddressWatch(() => told++);
        await Task.Delay(500);
        // Of the whole process, in which other tests may still be winding up: the quietest second counts.
        long least = long.MaxValue;
        for (int i = 0; i < 6; i++)
        {
            before = GC.GetTotalAllocatedBytes(precise: true);
            System.Threading.Thread.Sleep(1000);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        TestContext.Out.WriteLine($"{least} bytes in a second, told {told} times; four looks at the way out would make {looks}");
        Assert.That(least, Is.LessThan(looks / 2));
    }

    [Test]
    public async Task ACableThatIsPulledAndPutBackIsNoticedWhenItIsBack()
    {
        using var space = NetworkNamespace.CreateOrIgnore();
        using var peer = new ChildProcess(space.Command("dotnet", [Programs.TestPeer, "watch"]));
        await peer.ReadAsync("addresses");
        await Task.Delay(300);

        space.Change("link", "set", "veth0", "down");
        await Task.Delay(1500);
        (string seen, double back) = await ChangeAsync(space, peer, ["link", "set", "veth0", "up"], "/24");

        TestContext.Out.WriteLine($"noticed after {back:0} ms");
        Assert.That(seen, Does.Contain(space.Address));
        Assert.That(peer.Output.Split("changed").Length, Is.EqualTo(2), "while there was no address nothing could be said:\n" + peer.Output);
    }

    // What was begun when the address came could not leave the machine.
    [Test]
    public async Task ARouteThatComesAfterItsAddressIsNoticed()
    {
        using var space = NetworkNamespace.CreateOrIgnore();
        string[] route = ["route", "replace", "default", "via", space.Address[..space.Address.LastIndexOf('.')] + ".200", "dev", "veth0"];
        space.Change(route);
        using var peer = new ChildProcess(space.Command("dotnet", [Programs.TestPeer, "watch"]));
        await peer.ReadAsync("addresses");
        await Task.Delay(300);

        space.Change("link", "set", "veth0", "down");
        await Task.Delay(500);
        await ChangeAsync(space, peer, ["link", "set", "veth0", "up"], "/24");
        (string seen, double noticed) = await ChangeAsync(space, peer, route, "/24");

        TestContext.Out.WriteLine($"noticed after {noticed:0} ms");
        Assert.That(seen, Does.Contain(space.Address));
    }

    private static async Task<(string Addresses, double Milliseconds)> ChangeAsync(NetworkNamespace space, ChildProcess peer, string[] arguments, string prefix)
    {
        for (int i = 0; i < arguments.Length; i++) arguments[i] = arguments[i].Replace("/64", prefix, StringComparison.Ordinal);
        DateTime before = DateTime.UtcNow;
        space.Change(arguments);
        string[] words = (await peer.ReadAsync("changed")).Split(" at ");
        return (words[0], (DateTime.Parse(words[1], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal) - before).TotalMilliseconds);
    }
}
