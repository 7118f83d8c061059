// Light or dark before anything is painted; what else pages need is bound once they are read.
(function () {
  "use strict";
  const root = document.documentElement;
  const device = window.matchMedia("(prefers-color-scheme: dark)");

  function followDevice() {
    if (!root.dataset.deskMode) root.setAttribute("data-bs-theme", device.matches ? "dark" : "light");
  }

  followDevice();
  device.addEventListener("change", followDevice);

  const dark = root.getAttribute("data-bs-theme") === "dark";
  window.Apex = {
    theme: { mode: dark ? "dark" : "light" },
    chart: {
      background: "transparent",
      fontFamily: "inherit",
      animations: { enabled: false },
      toolbar: { show: false },
      zoom: { enabled: false },
    },
    grid: { borderColor: dark ? "rgba(255,255,255,.1)" : "rgba(0,0,0,.08)", strokeDashArray: 4 },
    dataLabels: { enabled: false },
    legend: { position: "bottom" },
  };

  function remember(name, value) {
    const secure = window.location.protocol === "https:" ? "; Secure" : "";
    document.cookie = name + "=" + value + "; Path=/desk; Max-Age=31536000; SameSite=Lax" + secure;
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-desk-mode-toggle]").forEach(function (button) {
      button.addEventListener("click", function () {
        remember("desk_mode", root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark");
        window.location.reload();
      });
    });
    document.querySelectorAll("[data-desk-click]").forEach(function (button) {
      button.addEventListener("click", function () {
        window.applyColumnVisibility();
      });
    });
    document.querySelectorAll("select[data-desk-change]").forEach(function (choice) {
      choice.addEventListener("change", function () {
        window.location = choice.value;
      });
    });
    document.querySelectorAll("form[data-desk-once]").forEach(function (form) {
      form.addEventListener("submit", function (event) {
        if (form.dataset.deskSent) event.preventDefault();
        form.dataset.deskSent = "yes";
      });
    });
    document.querySelectorAll("form[data-desk-sure]").forEach(function (form) {
      form.addEventListener("submit", function (event) {
        if (!window.confirm(form.dataset.deskSure)) event.preventDefault();
      });
    });
    document.querySelectorAll("select[data-desk-fill]").forEach(function (choice) {
      const area = document.getElementById(choice.dataset.deskFill);
      choice.addEventListener("change", function () {
        const written = area.value.trim();
        area.value = written && choice.value ? written + "\n\n" + choice.value : choice.value || written;
        area.rows = Math.max(area.rows, Math.min(12, area.value.split("\n").length + 2));
        choice.value = "";
        area.focus();
      });
    });
    document.querySelectorAll("[data-desk-copy]").forEach(function (button) {
      button.addEventListener("click", function () {
        if (!navigator.clipboard) return;
        navigator.clipboard.writeText(button.dataset.deskCopy).then(function () {
          button.classList.add("text-success");
          button.title = button.dataset.deskCopied;
        });
      });
    });
    document.querySelectorAll("[data-desk-width]").forEach(function (bar) {
      bar.style.width = bar.dataset.deskWidth + "%";
    });
  });
})();
