using Ephemeris.Api;
using Ephemeris.Api.Charts;
using Ephemeris.Api.Events;
using Ephemeris.Api.Geocoding;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Operations;
using Ephemeris.Api.Page;
using Ephemeris.Api.Stars;
using Ephemeris.Api.States;
using Ephemeris.Api.TimeResolution;
using Platform.ServiceDefaults;

if (await KernelCommand.TryRunAsync(args))
{
    return;
}

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("ephemeris", Defaults.Configure);
builder.Services.AddTimeResolution().AddGeocoding();
builder.Services.AddKernels().AddCharts().AddHouses();
builder.Services.AddEvents().AddStars().AddOperations();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapPage();
app.MapTimeResolution().MapGeocoding().MapCharts().MapHouses();
app.MapEvents().MapStars().MapStates().MapOperations();
app.Run();
